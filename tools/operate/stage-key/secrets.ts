import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** The secrets of one stage in Secrets Manager, by their names without `floodgate-<stage>-`. */
export const secretsOf = (stage: string, client = new SecretsManagerClient({})) => {
  const idOf = (name: string): string => `floodgate-${stage}-${name}`;
  return {
    /** Reads one version. */
    async read(name: string, version: string): Promise<string> {
      const asked = { SecretId: idOf(name), VersionId: version };
      return (await client.send(new GetSecretValueCommand(asked))).SecretString ?? '';
    },
    /** Adds a version and answers its id. */
    async put(name: string, text: string): Promise<string> {
      const asked = { SecretId: idOf(name), SecretString: text };
      return (await client.send(new PutSecretValueCommand(asked))).VersionId ?? '';
    },
    /** Creates the secret, unless it is there, and answers the id of its version. */
    async create(name: string, text: string): Promise<string> {
      try {
        const asked = { Name: idOf(name), SecretString: text };
        return (await client.send(new CreateSecretCommand(asked))).VersionId ?? '';
      } catch (error) {
        if (!(error instanceof ResourceExistsException)) throw error;
        return (await client.send(new GetSecretValueCommand({ SecretId: idOf(name) }))).VersionId ?? '';
      }
    },
  };
};
