import { TestBed } from '@angular/core/testing';
import { RenderQueue } from './render-queue.ts';

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

it('draws for one in a frame, in the order in which they asked', async () => {
  const turns = TestBed.inject(RenderQueue);
  const drawn: string[] = [];
  for (const who of ['a', 'b', 'c']) turns.ask(() => drawn.push(who));
  expect(drawn).toEqual([]);
  const seen: number[] = [];
  for (let frames = 0; frames < 4; frames++) {
    await frame();
    seen.push(drawn.length);
  }
  expect(drawn).toEqual(['a', 'b', 'c']);
  expect(seen).toEqual([1, 2, 3, 3]);
});

it('passes over who does not want to any more, and goes on', async () => {
  const turns = TestBed.inject(RenderQueue);
  const drawn: string[] = [];
  const takeBack = turns.ask(() => drawn.push('a'));
  turns.ask(() => drawn.push('b'));
  takeBack();
  await frame();
  expect(drawn).toEqual(['b']);
  turns.ask(() => drawn.push('c'));
  await frame();
  await frame();
  expect(drawn).toEqual(['b', 'c']);
});
