import { HttpErrorResponse, type HttpInterceptorFn, type HttpRequest } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, switchMap, throwError } from 'rxjs';
import { AuthSession, api, withoutToken } from './auth-session.ts';

const signed = (request: HttpRequest<unknown>, token: string | undefined) =>
  token ? request.clone({ setHeaders: { authorization: `Bearer ${token}` } }) : request;

/** Adds the access token to every API call. A 401 renews it once and repeats the call. */
export const authInterceptor: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith(api) || request.context.get(withoutToken)) return next(request);
  const session = inject(AuthSession);
  return from(session.token()).pipe(
    switchMap((token) =>
      next(signed(request, token)).pipe(
        catchError((error: unknown) => {
          if (!token || !(error instanceof HttpErrorResponse) || error.status !== 401)
            return throwError(() => error);
          return from(session.renew(token)).pipe(
            switchMap((renewed) => (renewed ? next(signed(request, renewed)) : throwError(() => error))),
          );
        }),
      ),
    ),
  );
};
