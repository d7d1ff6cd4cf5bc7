import type { DishDraft } from './dish-draft.ts';

const key = 'passline.dish-draft';

interface Kept {
  /** Whose, and of which dish: nobody is given back what somebody else has written. */
  of: string;
  draft: DishDraft;
}

/** For an end that nobody could be asked about: a session that was over, a tab that was closed. Once only. */
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
    // Storage is refused here: there is nowhere to keep it.
  }
}
