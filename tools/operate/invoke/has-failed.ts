/** Whether a function's answer says that it refused: a status from 400 on, or a record that comes again. */
export const hasFailed = (answer: unknown): boolean => {
  const { statusCode = 200, batchItemFailures = [] } = (answer ?? {}) as {
    statusCode?: number;
    batchItemFailures?: readonly unknown[];
  };
  return statusCode >= 400 || batchItemFailures.length > 0;
};
