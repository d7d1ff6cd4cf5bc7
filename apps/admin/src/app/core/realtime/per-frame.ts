import {
  type Observable,
  type OperatorFunction,
  animationFrames,
  audit,
  buffer,
  connect,
  filter,
  race,
  take,
  timer,
} from 'rxjs';

/** The next frame, or a tenth of a second: a hidden page has no frames, and its orders must ring all the same. */
const nextFrame = (): Observable<unknown> => race(animationFrames(), timer(100)).pipe(take(1));

/** What came within one frame, as one list: fifty events cost the screen one rendering. */
export const perFrame = <T>(frame: () => Observable<unknown> = nextFrame): OperatorFunction<T, T[]> =>
  connect((source) =>
    source.pipe(
      buffer(source.pipe(audit(frame))),
      filter((batch) => batch.length > 0),
    ),
  );
