import { Service, inject } from '@angular/core';
import type { Request } from '@passline/api-client';
import { allPages } from '../../core/api/all-pages.ts';
import { Api } from '../../core/api/api.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';

@Service({ autoProvided: false })
export class TeamApi {
  readonly #api = inject(Api);
  readonly #restaurant = { id: inject(OwnRestaurant).id ?? '' };

  all() {
    return allPages((cursor) =>
      this.#api.call('listTeam', { params: this.#restaurant, query: { limit: 100, cursor } }),
    );
  }

  add(body: Request<'addToTeam'>['body']) {
    return this.#api.call('addToTeam', { params: this.#restaurant, body });
  }

  change(userId: string, body: Request<'changeTeamMember'>['body']) {
    return this.#api.call('changeTeamMember', { params: { ...this.#restaurant, userId }, body });
  }

  /** Ends the membership. */
  remove(userId: string) {
    return this.#api.call('endMembership', { params: { ...this.#restaurant, userId } });
  }

  invitations() {
    return this.#api.call('listInvitations', { params: this.#restaurant });
  }

  invite(body: Request<'inviteToTeam'>['body']) {
    return this.#api.call('inviteToTeam', { params: this.#restaurant, body });
  }

  withdraw(invitationId: string) {
    return this.#api.call('withdrawInvitation', { params: { ...this.#restaurant, invitationId } });
  }

  resetSecondFactor(userId: string) {
    return this.#api.call('resetSecondFactorOfMember', { params: { ...this.#restaurant, userId } });
  }

  unlink(userId: string) {
    return this.#api.call('unlinkMember', { params: { ...this.#restaurant, userId } });
  }

  givePassword(userId: string, password: string) {
    return this.#api.call('givePasswordToMember', {
      params: { ...this.#restaurant, userId },
      body: { password },
    });
  }
}
