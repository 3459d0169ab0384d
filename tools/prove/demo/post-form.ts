/** A form as the API answers it for an upload. */
export interface Form {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Posts a file with a form, as a browser does; answers the status. */
export const postForm = async ({ url, fields }: Form, file: Uint8Array, name: string): Promise<number> => {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', new Blob([new Uint8Array(file)]), name);
  return (await fetch(url, { method: 'POST', body: form })).status;
};
