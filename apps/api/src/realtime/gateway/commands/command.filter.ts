import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { Refusal, problems } from '@passline/contracts';
import { problemOf } from '../../../infrastructure/problems/problem-of.ts';
import { type LiveSocket, holderIdOf } from '../../connections/socket-session.ts';
import { SocketMetrics } from '../../metrics/socket-metrics.ts';
import { shapeText } from './command-advice.ts';
import type { Reply } from './reply.ts';
import { WrongPayload } from './validation-error.ts';

/**
 * Answers every failed command in the error format of the contract. An internal error shows the client only an id, so
 * that no details leak; the log entry has the same id.
 */
@Catch()
export class CommandFilter implements ExceptionFilter {
  readonly #log = new Logger('Sockets');

  constructor(private readonly metrics: SocketMetrics) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const [socket, , reply] = host.getArgs<[LiveSocket, unknown, Reply]>();
    const refusal = withShape(problemOf(error, { method: 'SOCKET', path: reply.event ?? 'unknown' }), reply);
    this.metrics.countRejected();
    if (refusal.code === 'rate_limited') {
      const event = reply.event ?? 'unknown';
      this.metrics.countRateLimited(event);
      socket.emit('rate_limit_exceeded', { event, retryAfter: refusal.retryAfter ?? 1 });
    }
    if (problems[refusal.code].status < 500) {
      this.#log.log({
        code: refusal.code,
        event: reply.event ?? 'unknown',
        socketId: socket.id,
        userId: holderIdOf(socket.data.socketSession),
        msg: 'command refused',
      });
      reply.refuse(refusal);
      return;
    }
    const requestId = randomUUID();
    this.metrics.failed.inc();
    this.#log.error({
      requestId,
      event: reply.event,
      socketId: socket.id,
      userId: holderIdOf(socket.data.socketSession),
      err: refusal.cause ?? error,
      msg: 'command failed',
    });
    reply.refuse(
      refusal.code === 'internal_error'
        ? new Refusal(
            'internal_error',
            `The command failed in the server. Its log entry has the id ${requestId}.`,
          )
        : refusal,
    );
  }
}

function withShape(refusal: Refusal, { event }: Reply): Refusal {
  if (!(refusal instanceof WrongPayload) || event === undefined) return refusal;
  const { code, message, errors = [] } = refusal;
  return new Refusal(code, `${message}. ${event} takes ${shapeText(event)}.`, { errors });
}
