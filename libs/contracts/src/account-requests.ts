import { z } from 'zod';
import { Role } from './enums.ts';
import { languages } from './languages.ts';
import { weaknessOf } from './passwords.ts';
import { staffRoles } from './roles.ts';
import { Email, Id, Name, Opaque, Phone } from './values.ts';

/** A password that is set now. Signing in with an older, weaker one stays possible. */
const Password = Opaque(200)
  .min(8, 'must have at least 8 characters')
  .superRefine((password, refuse) => {
    const weakness = weaknessOf(password);
    if (weakness !== null) refuse.addIssue({ code: 'custom', message: weakness });
  });

const MailLanguage = z.enum(languages).optional().meta({ description: 'Of the mail; default: en' });

export const RegisterRequest = z.strictObject({
  email: Email,
  password: Password,
  name: Name,
  phone: Phone.optional(),
  language: MailLanguage,
});
/** To order without an account: the restaurant and the courier need a name and a number to call. */
export const GuestRequest = z.strictObject({ name: Name, phone: Phone });
export const ClaimGuestRequest = z.strictObject({ email: Email, password: Password, language: MailLanguage });
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
export const ForgottenPasswordRequest = z.strictObject({
  email: Email,
  language: MailLanguage,
});
/** `link`: what follows `#` in the mailed link. */
export const ChoosePasswordRequest = z.strictObject({ link: Opaque(500), password: Password });
/** A new password that an owner or operator sets for a user who forgot theirs, and hands over in person. */
export const SetPasswordRequest = z.strictObject({ password: Password });
export const RefreshRequest = z.strictObject({ refreshToken: Opaque(500) });

/** Of an account that somebody creates for another person. */
const FirstPassword = Password.optional().meta({
  description:
    'Without: the person is invited by mail to choose one. Required where this server sends no mails',
});

export const CreateUserRequest = z
  .strictObject({
    email: Email,
    password: FirstPassword,
    language: MailLanguage,
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
  password: FirstPassword,
  language: MailLanguage,
  name: Name,
  phone: Phone.optional(),
  role: z.enum(staffRoles),
});
export const UpdateTeamMemberRequest = z
  .strictObject({ role: z.enum(staffRoles).optional(), disabled: z.boolean().optional() })
  .refine((c) => Object.keys(c).length > 0, 'must contain at least one field to change');
