import { Service, signal } from '@angular/core';
import { type AlarmSound, alarmSounds } from './alarm-sounds.ts';

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
    // Who was here a moment ago is often still trusted: then nobody has to touch anything. Opening the sound takes the
    // browser so long that the first picture does not wait for it.
    setTimeout(unlock);
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

  strike({ wave, strokes, partials }: AlarmSound = alarmSounds.bell, volume = 1): void {
    const context = this.#context;
    if (context?.state !== 'running') return;
    for (const { after, pitch } of strokes) {
      const begin = context.currentTime + after;
      for (const { ratio, gain, fade } of partials) {
        const tone = context.createOscillator();
        const loudness = context.createGain();
        tone.type = wave;
        tone.frequency.value = pitch * ratio;
        loudness.gain.setValueAtTime(gain * volume, begin);
        loudness.gain.exponentialRampToValueAtTime(0.0001, begin + fade);
        tone.connect(loudness).connect(context.destination);
        tone.start(begin);
        tone.stop(begin + fade);
      }
    }
  }
}
