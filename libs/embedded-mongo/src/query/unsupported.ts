const names = (list: string): ReadonlySet<string> => new Set(list.split(' ').map((name) => `$${name}`));

/**
 * Features of MongoDB 8 that this engine rejects by name, with code 115. An unknown name has another code, so that a
 * client can distinguish a missing feature from a typing error.
 */
export const unsupported = {
  stages: names(
    'addFields bucket bucketAuto changeStream changeStreamSplitLargeEvent currentOp densify documents fill geoNear graphLookup indexStats listClusterCatalog listLocalSessions listSampledQueries listSearchIndexes listSessions lookup merge out planCacheStats querySettings queryStats rankFusion redact replaceRoot replaceWith sample search searchMeta set setWindowFields shardedDataDistribution sortByCount unionWith unset vectorSearch',
  ),
  /** Expressions, and the accumulators of $group besides $sum. */
  expressions: names(
    'abs accumulator acos acosh addToSet allElementsTrue anyElementTrue arrayElemAt arrayToObject asin asinh atan atan2 atanh avg binarySize bitAnd bitNot bitOr bitXor bottom bottomN bsonSize ceil concat concatArrays convert cos cosh count covariancePop covarianceSamp dateAdd dateDiff dateFromParts dateFromString dateSubtract dateToParts dateToString dateTrunc dayOfMonth dayOfWeek dayOfYear degreesToRadians denseRank derivative documentNumber exp expMovingAvg filter first firstN function getField hour in indexOfArray indexOfBytes indexOfCP integral isArray isNumber isoDayOfWeek isoWeek isoWeekYear last lastN let linearFill ln locf log log10 ltrim map max maxN median mergeObjects meta millisecond min minN minute month objectToArray percentile pow push radiansToDegrees rand range rank reduce regexFind regexFindAll regexMatch replaceAll replaceOne reverseArray round rtrim sampleRate second setDifference setEquals setField setIntersection setIsSubset setUnion shift sin sinh size slice sortArray split sqrt stdDevPop stdDevSamp strLenBytes strLenCP strcasecmp substr substrBytes substrCP sum switch tan tanh toBool toDate toDecimal toDouble toHashedIndexKey toInt toLong toLower toObjectId toString toUUID toUpper top topN trim trunc tsIncrement tsSecond type unsetField week year zip',
  ),
  filters: names(
    'bitsAllClear bitsAllSet bitsAnyClear bitsAnySet where text near nearSphere geoWithin geoIntersects within jsonSchema function sampleRate rand',
  ),
};
