export { ApiClient, type CallArguments, type CallOptions, type ClientOptions } from './client.ts';
export { ApiError } from './api-error.ts';
export { type Answer, type CallName, type Request, type RequestArguments, pathOf } from './request.ts';
