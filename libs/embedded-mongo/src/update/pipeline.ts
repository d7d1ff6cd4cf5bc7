import { getField, setField, type Doc } from '../bson/document.ts';
import { plain, retype } from '../query/expression.ts';
import { runStages, updateStages } from '../query/stages.ts';
import type { UpdateContext } from './update.ts';

/** An update by pipeline. Numbers that the pipeline leaves alone keep their types. */
export function pipelineUpdate(pipeline: unknown[], { variables }: UpdateContext): (doc: Doc) => Doc {
  const stages = updateStages(pipeline);
  return (doc) => {
    const [changed = {}] = runStages([plain(doc) as Doc], stages, variables, () => []);
    const typed = retype(doc, changed) as Doc;
    const id = getField(typed, '_id') ?? getField(doc, '_id');
    const result: Doc = id === undefined ? {} : { _id: id };
    for (const key of Object.keys(typed)) if (key !== '_id') setField(result, key, typed[key]);
    return result;
  };
}
