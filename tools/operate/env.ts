/** `eval "$(npm run -s env)"`: API, ADMIN, MAIL and J of the running stack, and `j`, which picks from JSON without jq. */
import { giveUp, read, tool } from '../../local/command-line/tool.ts';
import { demoReady } from '../../local/demo-ready.ts';
import { readStackFile } from '../../local/stack-file.ts';

read(tool('env', 'Prints API, ADMIN, MAIL, J and j of the running stack for a shell: eval "$(npm run -s env)"'));
const stack = readStackFile() ?? giveUp('No running stack was found: start one with `npm start`.');
await demoReady(stack, () => process.stderr.write('The demo shop is not in yet; waiting for it.\n'));

/** A text as one word of the shell. */
const word = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Plain JavaScript for whatever node is on the PATH: the value at a path like `order.lines.0.sku`, of JSON on stdin. */
const pick = `
let text = "";
process.stdin.on("data", (chunk) => { text += chunk; }).on("end", () => {
  let value;
  try { value = JSON.parse(text); } catch { console.error("j: not JSON: " + text.slice(0, 200)); process.exit(1); }
  for (const name of (process.argv[1] || "").split(".").filter(Boolean)) value = value == null ? undefined : value[name];
  if (value === undefined) { console.error("j: nothing at " + process.argv[1] + " in " + text.slice(0, 200)); process.exit(1); }
  console.log(typeof value === "object" ? JSON.stringify(value, null, 2) : String(value));
});`;

const variables = { API: stack.api, ADMIN: stack.adminKey, MAIL: stack.mailbox, J: 'content-type: application/json' };
for (const [name, value] of Object.entries(variables)) process.stdout.write(`export ${name}=${word(value)}\n`);
process.stdout.write(`j() { node -e ${word(pick.trim())} "\${1:-}"; }\n`);
