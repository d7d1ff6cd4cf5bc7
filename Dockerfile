# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /passline
ENV NX_DAEMON=false
COPY . .
RUN npm install --no-save --no-audit --no-fund && npx nx run-many -t build -p api admin storefront courier
# The image runs on its own Node: only what the API needs at run time stays.
RUN npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
WORKDIR /passline
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
COPY --from=build /passline/package.json ./
COPY --from=build /passline/node_modules ./node_modules
COPY --from=build /passline/libs ./libs
COPY --from=build /passline/apps/api/package.json ./apps/api/package.json
COPY --from=build /passline/apps/api/dist ./apps/api/dist
COPY --from=build /passline/apps/admin/dist ./apps/admin/dist
COPY --from=build /passline/apps/storefront/dist ./apps/storefront/dist
COPY --from=build /passline/apps/courier/dist ./apps/courier/dist
# Backup, restore and migration: `node tools/backup/backup.ts`, see docs/operations.md.
COPY --from=build /passline/tools/backup ./tools/backup
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "apps/api/dist/main.js"]
