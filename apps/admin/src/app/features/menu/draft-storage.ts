import type { DishDraft } from './dish-draft.ts';

const key = 'passline.dish-draft';

interface Kept {
  /** Account, restaurant and dish: a draft is only given back to its author. */
  of: string;
  draft: DishDraft;
}

/** For a page that ended without asking, such as a closed tab or an expired session. Returned once. */
export function takeStoredDraft(of: string): DishDraft | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
    if (kept?.of !== of) return undefined;
    sessionStorage.removeItem(key);
    return kept.draft;
  } catch {
    return undefined;
  }
}

export function storeDraft(of: string, draft: DishDraft): void {
  try {
    sessionStorage.setItem(key, JSON.stringify({ of, draft } satisfies Kept));
  } catch {
    // Storage is blocked: the draft cannot be stored.
  }
}
