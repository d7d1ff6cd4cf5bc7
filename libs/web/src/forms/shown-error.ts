import { type Signal, computed, inject } from '@angular/core';
import type { FieldTree } from '@angular/forms/signals';
import { heldWhile } from '../ui/held-while.ts';
import { Press } from '../ui/press.ts';

/**
 * The error of a field that was touched. The error appears only after the press has ended. Otherwise it would move the
 * button under the pointer, and the click would miss it.
 */
export function shownError(field: () => FieldTree<string>): Signal<string | undefined> {
  const error = computed(() => {
    const state = field()();
    return state.touched() ? state.errors()[0]?.message : undefined;
  });
  return heldWhile(inject(Press).isDown, error);
}
