export const templateOf = () => ({ functions: {}, resources: {} });
