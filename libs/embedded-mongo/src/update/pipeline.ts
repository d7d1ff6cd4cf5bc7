import { getField, setField, type Doc } from '../bson/document.ts';
import { failedToParse, MongoFailure } from '../failure.ts';
import { compileStages, parsePipeline, type Stage } from '../query/stages.ts';
import { pause } from '../turn.ts';
import type { UpdateContext } from './context.ts';

/** An update by pipeline. The _id comes first, and is kept if the pipeline leaves it out. */
export function pipelineUpdate(pipeline: unknown[], { evaluate }: UpdateContext): (doc: Doc) => Doc {
  const run = compileStages(updateStages(pipeline), evaluate);
  return (doc) => {
    // The stages that an update may use return exactly one document.
    const changed = [...run([doc])].find((one) => one !== pause) ?? {};
    const id = getField(changed, '_id') ?? getField(doc, '_id');
    const result: Doc = id === undefined ? {} : { _id: id };
    for (const key of Object.keys(changed)) if (key !== '_id') setField(result, key, changed[key]);
    return result;
  };
}

const inUpdates = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

function updateStages(pipeline: unknown): Stage[] {
  const stages = parsePipeline(pipeline);
  for (const { name } of stages)
    if (!inUpdates.has(name))
      throw new MongoFailure(72, `${name} is not allowed to be used within an update`);
  if (stages.length === 0) throw failedToParse('The pipeline of an update must not be empty');
  return stages;
}
