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

/** The next frame, or 100 ms: a hidden page has no frames, but its orders must still ring. */
const nextFrame = (): Observable<unknown> => race(animationFrames(), timer(100)).pipe(take(1));

/** Batches everything of one frame, so that fifty events cost one rendering. */
export const perFrame = <T>(frame: () => Observable<unknown> = nextFrame): OperatorFunction<T, T[]> =>
  connect((source) =>
    source.pipe(
      buffer(source.pipe(audit(frame))),
      filter((batch) => batch.length > 0),
    ),
  );
