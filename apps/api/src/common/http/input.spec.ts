import { type Call, Refusal, calls } from '@passline/contracts';
import { parse } from './input.ts';

const refusalOf = (call: Call, request: Parameters<typeof parse>[1]) => {
  try {
    parse(call, request);
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('the input was accepted');
};

test('returns the parsed input, without fields that the schemas do not know', () => {
  const request = { params: { id: 'r1' }, query: { limit: '5', page: '7' }, body: { ignored: true } };
  expect(parse(calls.listTeam, request)).toEqual({ params: { id: 'r1' }, query: { limit: 5 } });
});

test('reports all errors in path, query and body, each with its path', () => {
  const request = {
    params: { id: 'r/1' },
    query: {},
    body: { name: 'Soup', price: -1, options: [{ name: 'Bread', choices: [] }], colour: 'red' },
  };
  const { code, errors } = refusalOf(calls.addMenuItem, request);
  expect(code).toBe('validation_failed');
  expect(errors?.map(({ path }) => path).sort()).toEqual([
    'category',
    'colour',
    'options.0.choices',
    'params.id',
    'price',
  ]);
  expect(errors).toContainEqual({ path: 'category', message: 'is required' });
  expect(errors).toContainEqual({ path: 'colour', message: 'is not a known field' });
});

test('a missing body is reported as missing fields', () => {
  const { errors } = refusalOf(calls.login, { params: {}, query: {}, body: undefined });
  expect(errors?.map(({ path }) => path)).toEqual(['email', 'password']);
});
