import { getField, setField, type Doc } from '../bson/document.ts';
import { compileStages, updateStages } from '../query/stages.ts';
import type { UpdateContext } from './update.ts';

/** An update by pipeline. The _id comes first, and stays where the pipeline leaves it out. */
export function pipelineUpdate(pipeline: unknown[], { evaluate }: UpdateContext): (doc: Doc) => Doc {
  const run = compileStages(updateStages(pipeline), evaluate);
  return (doc) => {
    const [changed = {}] = run([doc]);
    const id = getField(changed, '_id') ?? getField(doc, '_id');
    const result: Doc = id === undefined ? {} : { _id: id };
    for (const key of Object.keys(changed)) if (key !== '_id') setField(result, key, changed[key]);
    return result;
  };
}
