/**
 * What a handler file may say of its function beside its trigger, one type for each trigger: a setting that a trigger
 * does not have is a type error (`export const settings = { … } satisfies QueueSettings`). What is left out has the
 * default that stack/triggers.ts states.
 */
interface Settings {
  /** Memory in MB; a CPU comes with 1,769 of them. */
  readonly memory?: number;
  /** Seconds until the function is ended. */
  readonly timeout?: number;
  /** MB of an environment’s own files (`/tmp`), 512 to 10,240; what is above 512 is paid by its time. */
  readonly ephemeralStorage?: number;
  /** It runs compiled code with threads of its own (sharp): its memory is kept in one arena, or it grows with each file. */
  readonly native?: true;
}

export interface HttpSettings extends Settings {}

export interface ScheduleSettings extends Settings {}

export interface QueueSettings extends Settings {
  /** Batches of this queue that run at once (MaximumConcurrency of the mapping), at least 2. */
  readonly concurrency: number;
  /** Messages of a batch, at most. */
  readonly batch?: number;
  /** Seconds for which a batch gathers; needed above ten messages. */
  readonly window?: number;
  /**
   * Its messages are in groups (a FIFO queue): of each group one batch at a time, in the order in which they were sent.
   * A batch may have messages of several groups, so with `batch: 1` each message of a group waits for the one before.
   */
  readonly groups?: true;
  /** The function sends to its own queue, in a chain that its code bounds to four: Lambda must not end it. */
  readonly recursiveLoop?: 'Allow';
}

export interface UploadSettings extends Omit<QueueSettings, 'groups'> {}

export interface StreamSettings extends Settings {
  /** Records of a batch, at most. */
  readonly batch?: number;
  /** Seconds for which a batch gathers. */
  readonly window?: number;
}

/** The settings of each kind of trigger. */
export interface SettingsOf {
  readonly http: HttpSettings;
  readonly schedule: ScheduleSettings;
  readonly queue: QueueSettings;
  readonly upload: UploadSettings;
  readonly stream: StreamSettings;
}
