/**
 * A plugin of osls, for `npm run package` and for a plain `npx serverless deploy`: native packages come for Lambda's
 * platform, and a zip that is wrong ends the run before anything is uploaded.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readLock } from './locked-packages.ts';
import { lambdaPlatform } from './native-packages.js';
import { checkNativeZip } from './native-zip.ts';

/**
 * serverless-esbuild installs from package-lock.json with `npm ci`, and runs `npm prune` after it, to which it gives no
 * arguments: without Lambda's platform it would put this machine's binaries in the place of Lambda's. npm reads its
 * settings from the environment as well. What npm has in its cache needs no network, and a failure tells its reason.
 */
const npmSettings = {
  ...Object.fromEntries(Object.entries(lambdaPlatform).map(([name, value]) => [`npm_config_${name}`, value])),
  npm_config_omit: 'dev',
  npm_config_ignore_scripts: 'true',
  npm_config_prefer_offline: 'true',
  npm_config_loglevel: 'error',
};

/**
 * @typedef {{ package?: { artifact?: string } }} Packaged
 * @typedef {{ service: { functions: Record<string, Packaged> }, classes: { Error: new (message: string) => Error } }} Osls
 */

/** osls takes the default export. It stands before serverless-esbuild: hooks run in the order of plugins. */
export default class NativePackages {
  /** @param {Osls} osls */
  constructor({ service, classes }) {
    const install = () => void Object.assign(process.env, npmSettings);
    const check = () => {
      const lock = readLock();
      const artifacts = Object.values(service.functions).flatMap(({ package: { artifact } = {} }) => artifact ?? []);
      if (artifacts.length === 0) throw new classes.Error('No function has a zip to check for native packages.');
      for (const artifact of artifacts) {
        const { fault } = checkNativeZip(basename(artifact), readFileSync(artifact), lock);
        if (fault) throw new classes.Error(fault);
      }
    };
    this.hooks = {
      'before:package:createDeploymentArtifacts': install,
      'after:package:createDeploymentArtifacts': check,
      'before:deploy:function:packageFunction': install,
      'after:deploy:function:packageFunction': check,
    };
  }
}
