import { Service, signal } from '@angular/core';
import { type AlarmSound, alarmSounds } from './alarm-sounds.ts';

/**
 * Plays sounds by Web Audio, without a file that could be missing. Browsers block sound until the page is
 * touched; until then it reports that it is blocked.
 */
@Service()
export class Bell {
  readonly #running = signal(false);
  #context: AudioContext | undefined;
  /** The browser allows sound. */
  readonly unlocked = this.#running.asReadonly();

  constructor() {
    const unlock = () => void this.unlock();
    for (const type of ['pointerup', 'keydown']) window.addEventListener(type, unlock, { passive: true });
    // After a recent visit browsers often allow sound without a touch. Opening it is slow, so it waits until
    // after the first rendering.
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
    // Without a touch the promise may never settle: only the state counts.
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
