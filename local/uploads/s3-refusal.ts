const escaped = (text: string): string => text.replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`);

/** An error as S3 answers it. */
export class S3Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly extra: Readonly<Record<string, string | number>>;
  constructor(status: number, code: string, message: string, extra: Readonly<Record<string, string | number>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.extra = extra;
  }

  xml(): string {
    const fields = Object.entries({ Code: this.code, Message: this.message, ...this.extra });
    const inner = fields.map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`).join('');
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner}</Error>`;
  }
}
