import { Service, signal } from '@angular/core';

/** Two strokes of a struck bell: partials that fade at their own pace, high enough to be heard over a hood. */
const strokes = [0, 0.22];
const partials = [
  { ratio: 1, gain: 0.5, fade: 0.9 },
  { ratio: 2.01, gain: 0.3, fade: 0.5 },
  { ratio: 2.98, gain: 0.18, fade: 0.3 },
  { ratio: 5.4, gain: 0.08, fade: 0.12 },
];
const pitch = 880;

/**
 * The sound itself, by Web Audio: no file that could be missing when it matters. Browsers keep it shut until somebody
 * has touched the page; until then it says so, and never pretends to have rung.
 */
@Service()
export class Bell {
  readonly #running = signal(false);
  #context: AudioContext | undefined;
  /** Browsers let it be heard. */
  readonly unlocked = this.#running.asReadonly();

  constructor() {
    const unlock = () => void this.unlock();
    for (const type of ['pointerup', 'keydown']) window.addEventListener(type, unlock, { passive: true });
    // Who was here a moment ago is often still trusted: then nobody has to touch anything.
    void this.unlock();
  }

  async unlock(): Promise<boolean> {
    if (this.#running()) return true;
    if (!('AudioContext' in globalThis)) return false;
    if (!this.#context) {
      this.#context = new AudioContext();
      const context = this.#context;
      context.addEventListener('statechange', () => this.#running.set(context.state === 'running'));
    }
    // Without a touch the promise may stay open for ever: the state is what counts.
    if (navigator.userActivation.hasBeenActive) await this.#context.resume().catch(() => undefined);
    this.#running.set(this.#context.state === 'running');
    return this.#running();
  }

  strike(volume = 1): void {
    const context = this.#context;
    if (context?.state !== 'running') return;
    for (const after of strokes) {
      const begin = context.currentTime + after;
      for (const { ratio, gain, fade } of partials) {
        const tone = context.createOscillator();
        const loudness = context.createGain();
        tone.frequency.value = pitch * ratio * (after === 0 ? 1 : 1.335);
        loudness.gain.setValueAtTime(gain * volume, begin);
        loudness.gain.exponentialRampToValueAtTime(0.0001, begin + fade);
        tone.connect(loudness).connect(context.destination);
        tone.start(begin);
        tone.stop(begin + fade);
      }
    }
  }
}
