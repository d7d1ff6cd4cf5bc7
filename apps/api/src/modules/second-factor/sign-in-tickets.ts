import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';
import { newOneTimeToken, oneTimeTokenHash } from '../../common/access/one-time-token.ts';
import type { Account, Identity } from '../accounts/account.ts';
import { ticketEnded } from '../accounts/second-factor.ts';

/**
 * What a ticket is good for, and how long. `code`: a code, after the first step. `session`: the session of a browser that
 * comes back from the identity provider. A ticket of a right password must not be good for a session without the code.
 */
export const ticketLifetimes = { code: 5 * 60_000, session: 60_000 } as const;
type TicketKind = keyof typeof ticketLifetimes;

/** A sign-in whose first step was right, on one device. It is no session and grants nothing but the next step. */
export interface SignInTicket {
  /** Hash of the ticket. */
  _id: string;
  kind: TicketKind;
  userId: string;
  /** Of the account when its first step was right: a later change ends the ticket. */
  passwordChanges: number;
  network: string;
  /** The device, if it has signed in to the account before. */
  device: string | null;
  /** The count of the attempts at the password; null: the first step was not a password. */
  key: string | null;
  /** The first step was a sign-in of this person with the identity provider. */
  identity?: Identity;
  expiresAt: Date;
}

type From = Pick<SignInTicket, 'network' | 'device' | 'key' | 'identity'>;

export const SIGN_IN_TICKET = 'SignInTicket';

export const SignInTicketSchema = new Schema<SignInTicket>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    userId: { type: String, required: true },
    passwordChanges: { type: Number, required: true },
    network: { type: String, default: '' },
    device: { type: String, default: null },
    key: { type: String, default: null },
    identity: Schema.Types.Mixed,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'sign_in_tickets', versionKey: false },
);
// Deletes tickets that were not used.
SignInTicketSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

@Injectable()
export class SignInTickets {
  constructor(@InjectModel(SIGN_IN_TICKET) private readonly tickets: Model<SignInTicket>) {}

  async issue(
    kind: TicketKind,
    { _id: userId, passwordChanges = 0 }: Account,
    { network, device, key, identity }: From,
  ): Promise<string> {
    const ticket = newOneTimeToken();
    const expiresAt = new Date(Date.now() + ticketLifetimes[kind]);
    await this.tickets.insertMany([
      {
        _id: oneTimeTokenHash(ticket),
        kind,
        userId,
        passwordChanges,
        network,
        device,
        key,
        identity,
        expiresAt,
      },
    ]);
    return ticket;
  }

  async find(kind: TicketKind, ticket: string): Promise<SignInTicket> {
    const found = await this.tickets.findById(oneTimeTokenHash(ticket)).lean<SignInTicket>();
    // The store deletes expired documents a little later.
    if (found?.kind !== kind || found.expiresAt.getTime() <= Date.now()) throw ticketEnded();
    return found;
  }

  /** Throws unless this is the first use. */
  async use({ _id }: SignInTicket): Promise<void> {
    const { deletedCount } = await this.tickets.deleteOne({ _id });
    if (deletedCount !== 1) throw ticketEnded();
  }
}
