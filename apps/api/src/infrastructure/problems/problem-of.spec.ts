import { HttpException, NotFoundException } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { AggregateNotFound, GuardRefused, VersionConflict } from '@passline/event-log';
import { mongo } from 'mongoose';
import { problemOf } from './problem-of.ts';

const get = { method: 'GET', path: '/api/v1/orders' };

const choosing = new mongo.MongoServerError({ message: 'not primary', code: 10_107 });
choosing.addErrorLabel('RetryableWriteError');

test.each([
  ['a refusal is passed on', new Refusal('offer_invalid', 'x'), 'offer_invalid'],
  ['a missing aggregate', new AggregateNotFound('menu', 'm1'), 'not_found'],
  ['a version conflict', new VersionConflict('menu', 'm1', 1, 2), 'version_conflict'],
  ['a full disk', new mongo.MongoServerError({ message: 'the disk is full', code: 14_031 }), 'unavailable'],
  ['a guard', new GuardRefused('menu', 'm1'), 'conflict'],
  ['an unknown route', new NotFoundException(), 'not_found'],
  ['a body that is too large', new HttpException('too large', 413), 'payload_too_large'],
  ['a truncated body', new HttpException('x', 400, { cause: new SyntaxError('x') }), 'malformed_json'],
  ['any other client error', new HttpException('x', 431), 'validation_failed'],
  ['an unreachable store', new mongo.MongoNetworkError('x'), 'unavailable'],
  ['a store that hangs', new mongo.MongoNetworkTimeoutError('x'), 'unavailable'],
  ['a store that elects its primary', choosing, 'unavailable'],
  ['anything else', new TypeError('x is undefined'), 'internal_error'],
  ['a thrown value that is not an Error', 'thrown', 'internal_error'],
])('%s', (_, error, code) => {
  expect(problemOf(error, get).code).toBe(code);
});

test('a wrong method at a known path is method_not_allowed, with any id in the path', () => {
  const notFound = new NotFoundException();
  const at = (method: string, path: string) => problemOf(notFound, { method, path }).code;
  expect(at('DELETE', '/api/v1/auth/me')).toBe('method_not_allowed');
  expect(at('DELETE', '/api/v1/restaurants/r1/menu')).toBe('method_not_allowed');
  expect(at('DELETE', '/api/v1/restaurants/r1/menu/more')).toBe('not_found');
});

test('an internal error shows no details, and keeps its cause for the log', () => {
  const cause = new Error('password of the database is hunter2');
  const problem = problemOf(cause, get);
  expect(problem.message).not.toContain('hunter2');
  expect(problem.cause).toBe(cause);
});
