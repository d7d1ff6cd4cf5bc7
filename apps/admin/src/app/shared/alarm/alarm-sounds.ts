/** One tone: partials over the pitch with volume and duration. */
interface Partial {
  ratio: number;
  gain: number;
  fade: number;
}
export interface AlarmSound {
  wave: OscillatorType;
  /** Start in seconds and pitch of each stroke. */
  strokes: readonly { after: number; pitch: number }[];
  partials: readonly Partial[];
}

/** Sounds that are audible over an extractor hood. */
export const alarmSounds = {
  bell: {
    wave: 'sine',
    strokes: [
      { after: 0, pitch: 880 },
      { after: 0.22, pitch: 1174.8 },
    ],
    partials: [
      { ratio: 1, gain: 0.5, fade: 0.9 },
      { ratio: 2.01, gain: 0.3, fade: 0.5 },
      { ratio: 2.98, gain: 0.18, fade: 0.3 },
      { ratio: 5.4, gain: 0.08, fade: 0.12 },
    ],
  },
  chime: {
    wave: 'triangle',
    strokes: [
      { after: 0, pitch: 659.3 },
      { after: 0.16, pitch: 784 },
      { after: 0.32, pitch: 1046.5 },
    ],
    partials: [
      { ratio: 1, gain: 0.6, fade: 1.1 },
      { ratio: 2, gain: 0.15, fade: 0.6 },
    ],
  },
  horn: {
    wave: 'sawtooth',
    strokes: [
      { after: 0, pitch: 392 },
      { after: 0.3, pitch: 392 },
    ],
    partials: [
      { ratio: 1, gain: 0.5, fade: 0.28 },
      { ratio: 1.5, gain: 0.3, fade: 0.28 },
    ],
  },
} as const satisfies Record<string, AlarmSound>;

/** Falls and is hollow, so that cooks do not take it for a new order. */
export const cancellationSound: AlarmSound = {
  wave: 'square',
  strokes: [
    { after: 0, pitch: 466.2 },
    { after: 0.2, pitch: 349.2 },
    { after: 0.4, pitch: 233.1 },
  ],
  partials: [
    { ratio: 1, gain: 0.35, fade: 0.3 },
    { ratio: 3, gain: 0.12, fade: 0.2 },
  ],
};

export type AlarmSoundName = keyof typeof alarmSounds;
export const isAlarmSound = (name: string | undefined): name is AlarmSoundName =>
  name !== undefined && Object.hasOwn(alarmSounds, name);

export const loudest = 100;
/** Never zero: muting is a separate, explicit choice. */
export const quietest = 20;
/** The stored volume, otherwise full. */
export const volumeOf = (word: string | undefined): number => {
  const volume = Number(word);
  return word !== undefined && volume >= quietest && volume <= loudest ? volume : loudest;
};
