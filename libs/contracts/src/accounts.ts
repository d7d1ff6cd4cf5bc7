import { z } from 'zod';
import { call } from './endpoint.ts';
import { weaknessOf } from './passwords.ts';
import { staffRoles } from './roles.ts';
import { Email, EmailAddress, Id, Line, Moment, Name, Opaque, PageQuery, Phone, pageOf } from './values.ts';
import { Role } from './enums.ts';
import { routes } from './routes.ts';

export const User = z.object({
  id: Id,
  email: EmailAddress,
  name: z.string(),
  phone: z.string().nullable(),
  role: Role,
  restaurantId: Id.nullable(),
  disabled: z.boolean(),
  passwordGiven: z.boolean().meta({
    description: 'The password was set by another user and must be changed at the next sign-in',
  }),
  erased: z.boolean().meta({ description: 'The personal data of this account has been erased' }),
  createdAt: Moment,
});
export type User = z.infer<typeof User>;
export const UserPage = pageOf(User);

/** A password that is set now. Signing in with an older, weaker one stays possible. */
const Password = Opaque(200)
  .min(8, 'must have at least 8 characters')
  .superRefine((password, refuse) => {
    const weakness = weaknessOf(password);
    if (weakness !== null) refuse.addIssue({ code: 'custom', message: weakness });
  });

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

export const RegisterRequest = z.strictObject({
  email: Email,
  password: Password,
  name: Name,
  phone: Phone.optional(),
});
export const LoginRequest = z.strictObject({
  email: Email,
  password: Opaque(200),
  deviceToken: Opaque(200)
    .optional()
    .meta({ description: 'The deviceToken of an earlier sign-in on this device' }),
});
export const ChangePasswordRequest = z.strictObject({
  currentPassword: Opaque(200),
  newPassword: Password,
});
/** A new password that an owner or operator sets for a user who forgot theirs, and hands over in person. */
export const SetPasswordRequest = z.strictObject({ password: Password });
export const RefreshRequest = z.strictObject({ refreshToken: Opaque(500) });

export const CreateUserRequest = z
  .strictObject({
    email: Email,
    password: Password,
    name: Name,
    phone: Phone.optional(),
    role: Role,
    restaurantId: Id.optional(),
  })
  .refine((u) => (staffRoles as readonly string[]).includes(u.role) === (u.restaurantId !== undefined), {
    path: ['restaurantId'],
    message: 'is required for staff roles and not allowed for other roles',
  });

export const UpdateUserRequest = z
  .strictObject({
    role: Role.optional(),
    restaurantId: Id.nullable().optional(),
    disabled: z.boolean().optional(),
  })
  .refine((c) => Object.keys(c).length > 0, 'must contain at least one field to change');

/** Owners manage the team of their own restaurant; operators manage all accounts. */
export const CreateTeamMemberRequest = z.strictObject({
  email: Email,
  password: Password,
  name: Name,
  phone: Phone.optional(),
  role: z.enum(staffRoles),
});
export const UpdateTeamMemberRequest = z
  .strictObject({ role: z.enum(staffRoles).optional(), disabled: z.boolean().optional() })
  .refine((c) => Object.keys(c).length > 0, 'must contain at least one field to change');

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
  login: call({
    ...routes.login,
    who: 'anyone',
    tag,
    summary: 'Sign in',
    body: LoginRequest,
    status: 200,
    answer: Session,
    problems: ['bad_credentials', 'rate_limited'],
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
    tag,
    summary: 'Sign out: end this session and close its sockets',
    status: 204,
    answer: 'nothing',
  }),
  changePassword: call({
    ...routes.changePassword,
    who: 'signed-in',
    tag,
    summary: 'Change your own password; all other sessions end and their sockets close',
    body: ChangePasswordRequest,
    status: 204,
    answer: 'nothing',
    problems: ['password_wrong', 'rate_limited'],
  }),
  me: call({
    ...routes.me,
    who: 'signed-in',
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
      'Change the role or restaurant, or disable the account; open sockets are updated within a second',
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
      role: Role.optional(),
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
    who: ['owner'],
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
    who: ['owner'],
    tag,
    summary: 'Change the role of a team member, or disable the account',
    params: z.object({ id: Id, userId: Id }),
    body: UpdateTeamMemberRequest,
    status: 200,
    answer: User,
    problems: ['not_found', 'conflict'],
  }),
  givePasswordToMember: call({
    ...routes.givePasswordToMember,
    who: ['owner'],
    tag,
    summary: 'Set a new password for a team member who forgot theirs; all sessions of that member end',
    params: z.object({ id: Id, userId: Id }),
    body: SetPasswordRequest,
    status: 200,
    answer: User,
    problems: ['not_found', 'conflict'],
  }),
} as const;
