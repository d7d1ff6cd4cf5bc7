import bcrypt from 'bcryptjs';
import { type Socket, io } from 'socket.io-client';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { signInToApi } from '../../../tools/testing/browser/api-user.ts';

const password = 'look but do not touch';

inChromium('the Socket.IO Admin UI, in Chromium', () => {
  const fixture = useConsoleFixture(async () => ({
    SOCKET_ADMIN_PASSWORD_HASH: bcrypt.hashSync(password, 4),
  }));

  let socket: Socket | undefined;
  afterEach(() => socket?.close());

  it('shows sockets and rooms to operators only', async () => {
    const { accessToken, user } = await signInToApi(fixture.url(), 'owner');
    socket = io(fixture.url(), { auth: { token: accessToken }, transports: ['websocket'] });
    await new Promise((resolve) => socket!.once('registered', resolve));
    const { page } = await fixture.openConsole();
    await page.goto(`${fixture.url()}/socket-admin/`);
    const signIn = async (word: string) => {
      await page.getByLabel('Server URL').fill(fixture.url());
      await page.getByLabel('Username').fill('operator');
      await page.getByLabel('Password').fill(word);
      await page.getByRole('button', { name: 'Connect' }).click();
    };
    await signIn('wrong');
    await page.getByText('invalid credentials').waitFor();
    await signIn(password);
    await page
      .getByText(/^\s*connected\s*$/i)
      .first()
      .waitFor();

    await page.getByRole('link', { name: 'Sockets' }).first().click();
    await page.getByText(socket.id!).first().waitFor();
    await page.getByRole('link', { name: 'Rooms' }).first().click();
    for (const name of [`restaurant:${user.restaurantId!}`, `user:${user.id}`, 'public'])
      await page.getByText(name).first().waitFor();
    expect(await page.content()).not.toContain(accessToken);
  });
});
