import { RegisterRequest, SetPasswordRequest } from './account-requests.ts';
import { firstPassword } from './first-password.ts';
import { weaknessOf } from './passwords.ts';

test.each([
  '          ',
  '        a ',
  'aaaaaaaa',
  '11111111',
  '12121212',
  'abcabcabc',
  'passpass',
  '12345678',
  '1234567890',
  '87654321',
  'abcdefgh',
  'qwertyui',
  'qwertz123',
  'asdfghjkl',
  '1q2w3e4r5t',
  '1qaz2wsx',
  'q1w2e3r4',
  'password',
  'Password1',
  'PASSWORD123!',
  'p4ssw0rd',
  'P@ssw0rd2026',
  'passwort',
  '123password',
  'iloveyou1',
  'trustno1',
  'letmein!!',
  'welcome2026',
  'passline1',
  'pizzapizza',
  'Restaurant1',
])('%p is refused', (password) => {
  expect(weaknessOf(password)).not.toBeNull();
  expect(SetPasswordRequest.safeParse({ password }).success).toBe(false);
});

test.each([
  'passline-demo',
  'correct horse',
  'hunter-correct-horse',
  'Tomaten und Basilikum',
  'k8#mQz!2pL',
  'pizza is my password for today',
  'zwölf grüne Autos',
  'パスワードは長いほうがいい',
])('%p is taken', (password) => {
  expect(weaknessOf(password)).toBeNull();
  expect(SetPasswordRequest.safeParse({ password }).success).toBe(true);
});

test('what is made for others is taken', () => {
  for (let i = 0; i < 200; i += 1) expect(weaknessOf(firstPassword())).toBeNull();
});

test('the problem names the field and the reason', () => {
  const { error } = RegisterRequest.safeParse({ email: 'a@example.com', password: 'password1', name: 'A' });
  expect(error?.issues).toMatchObject([
    { path: ['password'], message: 'must not be a commonly used password' },
  ]);
});
