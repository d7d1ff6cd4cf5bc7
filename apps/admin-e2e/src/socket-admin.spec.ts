import bcrypt from 'bcryptjs';
import { type Socket, io } from 'socket.io-client';
import { inChromium } from './testing/chromium.ts';
import { useEvening } from './testing/evening.ts';
import { signedIn } from './testing/rest.ts';

const password = 'look but do not touch';

inChromium('the Socket.IO Admin UI, in Chromium', () => {
  const evening = useEvening(async () => ({ SOCKET_ADMIN_PASSWORD_HASH: bcrypt.hashSync(password, 4) }));

  let socket: Socket | undefined;
  afterEach(() => socket?.close());

  it('shows sockets and rooms to operators only', async () => {
    const { accessToken, user } = await signedIn(evening.url(), 'owner');
    socket = io(evening.url(), { auth: { token: accessToken }, transports: ['websocket'] });
    await new Promise((resolve) => socket!.once('registered', resolve));
    const { page } = await evening.desk();
    await page.goto(`${evening.url()}/socket-admin/`);
    const signIn = async (word: string) => {
      await page.getByLabel('Server URL').fill(evening.url());
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
