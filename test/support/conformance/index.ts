export function conformanceProblems(_endpoint: string, _answer: unknown): string[] { return []; }
