import { z } from 'zod';
import {
  ChangePasswordRequest,
  ChoosePasswordRequest,
  ClaimGuestRequest,
  CreateTeamMemberRequest,
  CreateUserRequest,
  ForgottenPasswordRequest,
  GuestRequest,
  LoginRequest,
  RefreshRequest,
  RegisterRequest,
  SetPasswordRequest,
  UpdateTeamMemberRequest,
  UpdateUserRequest,
} from './account-requests.ts';
import { call } from './endpoint.ts';
import { EmailAddress, Id, Line, Moment, PageQuery, pageOf } from './values.ts';
import { Role } from './enums.ts';
import { staffRoles } from './roles.ts';
import { routes } from './routes.ts';

export const memberships = z.array(z.object({ restaurantId: Id, role: z.enum(staffRoles) })).meta({
  description: 'Every restaurant where they work, and the role there; the first one is `restaurantId`',
});

export const User = z.object({
  id: Id,
  email: EmailAddress.nullable().meta({ description: 'null: a guest' }),
  name: z.string(),
  phone: z.string().nullable(),
  role: Role.meta({ description: 'Of staff: in their first restaurant' }),
  restaurantId: Id.nullable(),
  memberships,
  disabled: z.boolean(),
  guest: z.boolean().meta({
    description:
      'A customer without email address and password. Their session is the only access to the account',
  }),
  passwordGiven: z.boolean().meta({
    description: 'The password was set by another user and must be changed at the next sign-in',
  }),
  secondFactor: z.boolean().meta({ description: 'The second factor is on: a sign-in asks for a code too' }),
  identityLinked: z.boolean().meta({
    description: 'Linked to a person of the identity provider, who can sign in with it',
  }),
  erased: z.boolean().meta({ description: 'The personal data of this account has been erased' }),
  createdAt: Moment,
});
export type User = z.infer<typeof User>;
export const UserPage = pageOf(User);

export const Session = z.object({
  user: User,
  accessToken: z.string(),
  refreshToken: z.string(),
  deviceToken: z.string().meta({
    description:
      'Store it on this device and send it with the next sign-in. Failed sign-ins from other devices then do not delay this one',
  }),
  expiresIn: z.int().meta({ description: 'Seconds until the access token expires' }),
});
export type Session = z.infer<typeof Session>;

const tag = 'Accounts';

export const accountCalls = {
  register: call({
    ...routes.register,
    who: 'anyone',
    tag,
    summary: 'Create a customer account',
    body: RegisterRequest,
    status: 201,
    answer: Session,
    problems: ['email_taken', 'rate_limited'],
  }),
  openGuest: call({
    ...routes.openGuest,
    who: 'anyone',
    tag,
    summary:
      'Order as a guest: an account without email address and password, and its session. Keep the refresh token, nothing else leads back to it',
    body: GuestRequest,
    status: 201,
    answer: Session,
    problems: ['rate_limited'],
  }),
  claimGuest: call({
    ...routes.claimGuest,
    who: ['customer'],
    tag,
    summary: 'Turn the guest account of this session into a full one, with its orders; other sessions end',
    body: ClaimGuestRequest,
    status: 200,
    answer: Session,
    problems: ['email_taken', 'conflict', 'rate_limited'],
  }),
  login: call({
    ...routes.login,
    who: 'anyone',
    tag,
    summary: 'Sign in',
    body: LoginRequest,
    status: 200,
    answer: Session,
    problems: ['bad_credentials', 'second_factor_required', 'rate_limited'],
  }),
  refresh: call({
    ...routes.refresh,
    who: 'anyone',
    tag,
    summary:
      'Exchange a refresh token for new tokens; reusing a refresh token ends all sessions derived from it',
    body: RefreshRequest,
    status: 200,
    answer: Session,
    problems: ['token_invalid', 'refresh_reused', 'session_ended', 'rate_limited'],
  }),
  logout: call({
    ...routes.logout,
    who: 'signed-in',
    setsUpSecondFactor: true,
    tag,
    summary: 'Sign out: end this session and close its sockets',
    status: 204,
    answer: 'nothing',
  }),
  changePassword: call({
    ...routes.changePassword,
    who: 'signed-in',
    setsUpSecondFactor: true,
    tag,
    summary: 'Change your own password; all other sessions end and their sockets close',
    body: ChangePasswordRequest,
    status: 204,
    answer: 'nothing',
    problems: ['password_wrong', 'conflict', 'rate_limited'],
  }),
  forgotPassword: call({
    ...routes.forgotPassword,
    who: 'anyone',
    tag,
    summary:
      'Mail a link to choose a new password. The answer is the same for addresses without an account; `not_found` if this server sends no mails',
    body: ForgottenPasswordRequest,
    status: 202,
    answer: 'nothing',
    problems: ['not_found', 'rate_limited'],
  }),
  choosePassword: call({
    ...routes.choosePassword,
    who: 'anyone',
    tag,
    summary: 'Choose a new password by a mailed link, which works once; all sessions of the account end',
    body: ChoosePasswordRequest,
    status: 200,
    answer: z.object({ role: Role.meta({ description: 'Whose page to sign in at' }) }),
    problems: ['link_ended', 'rate_limited'],
  }),
  me: call({
    ...routes.me,
    who: 'signed-in',
    setsUpSecondFactor: true,
    tag,
    summary: 'The signed-in account',
    status: 200,
    answer: User,
  }),
  createUser: call({
    ...routes.createUser,
    who: ['operator'],
    tag,
    summary: 'Create an account with any role',
    body: CreateUserRequest,
    status: 201,
    answer: User,
    problems: ['email_taken', 'not_found'],
  }),
  changeUser: call({
    ...routes.changeUser,
    who: ['operator'],
    tag,
    summary:
      'Change the role or the first restaurant, or disable the account; open sockets are updated within a second',
    params: z.object({ id: Id }),
    body: UpdateUserRequest,
    status: 200,
    answer: User,
    problems: ['not_found', 'conflict'],
  }),
  getUser: call({
    ...routes.getUser,
    who: ['operator'],
    tag,
    summary: 'One account',
    params: z.object({ id: Id }),
    status: 200,
    answer: User,
    problems: ['not_found'],
  }),
  givePassword: call({
    ...routes.givePassword,
    who: ['operator'],
    tag,
    summary: 'Set a new password for a user who forgot theirs; all sessions of that user end',
    params: z.object({ id: Id }),
    body: SetPasswordRequest,
    status: 200,
    answer: User,
    problems: ['not_found', 'conflict'],
  }),
  listUsers: call({
    ...routes.listUsers,
    who: ['operator'],
    tag,
    summary: 'All accounts, newest first',
    query: PageQuery.extend({
      role: Role.optional().meta({ description: 'Of staff: in their first restaurant' }),
      restaurantId: Id.optional(),
      search: Line(100).optional().meta({
        description:
          'A part of the name or of the email address. A page may have fewer items than `limit`, even none, and still a `nextCursor`',
      }),
    }),
    status: 200,
    answer: UserPage,
  }),
  listTeam: call({
    ...routes.listTeam,
    who: ['owner', 'manager', 'operator'],
    tag,
    summary: 'The team of a restaurant',
    params: z.object({ id: Id }),
    query: PageQuery,
    status: 200,
    answer: UserPage,
    problems: ['not_found'],
  }),
  addToTeam: call({
    ...routes.addToTeam,
    who: ['owner', 'operator'],
    tag,
    summary: 'Add a member to the team',
    params: z.object({ id: Id }),
    body: CreateTeamMemberRequest,
    status: 201,
    answer: User,
    problems: ['not_found', 'email_taken'],
  }),
  changeTeamMember: call({
    ...routes.changeTeamMember,
    who: ['owner', 'operator'],
    tag,
    summary:
      'Change the role of a member in this team, or disable the account; `conflict` to disable an account that has another team',
    params: z.object({ id: Id, userId: Id }),
    body: UpdateTeamMemberRequest,
    status: 200,
    answer: User,
    problems: ['not_found', 'conflict'],
  }),
  endMembership: call({
    ...routes.endMembership,
    who: ['owner', 'operator'],
    tag,
    summary:
      'Remove a member from the team. The account keeps its other restaurants; without another one it is disabled',
    params: z.object({ id: Id, userId: Id }),
    status: 204,
    answer: 'nothing',
    problems: ['not_found', 'conflict'],
  }),
  givePasswordToMember: call({
    ...routes.givePasswordToMember,
    who: ['owner'],
    tag,
    summary:
      'Set a new password for a team member who forgot theirs; all sessions of that member end. `conflict` for an account that has another team',
    params: z.object({ id: Id, userId: Id }),
    body: SetPasswordRequest,
    status: 200,
    answer: User,
    problems: ['not_found', 'conflict'],
  }),
} as const;
