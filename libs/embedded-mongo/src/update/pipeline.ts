import { getField, setField, type Doc } from '../bson/document.ts';
import { compileStages, updateStages } from '../query/stages.ts';
import { pause } from '../turn.ts';
import type { UpdateContext } from './update.ts';

/** An update by pipeline. The _id comes first, and stays where the pipeline leaves it out. */
export function pipelineUpdate(pipeline: unknown[], { evaluate }: UpdateContext): (doc: Doc) => Doc {
  const run = compileStages(updateStages(pipeline), evaluate);
  return (doc) => {
    // The stages that an update may have give one document for one.
    const changed = [...run([doc])].find((one) => one !== pause) ?? {};
    const id = getField(changed, '_id') ?? getField(doc, '_id');
    const result: Doc = id === undefined ? {} : { _id: id };
    for (const key of Object.keys(changed)) if (key !== '_id') setField(result, key, changed[key]);
    return result;
  };
}
