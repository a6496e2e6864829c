import type { Abi } from '../model/abi.ts';
import type { SettingChange } from '../model/diff-verdict.ts';
import { some } from './change-words.ts';
import { answerWords, failureWords, isUndecided, rangesWords } from './decision-words.ts';

/** A setting that differs: what it is, how it was and how it is now, in words. */
export interface DescribedSetting {
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

/**
 * A setting that differs, in words.
 * @param abi whose errno numbers the answers are
 * @param quote makes a stranger's text fit for the format
 */
export function settingWords(setting: SettingChange, abi: Abi, quote: (text: string) => string): DescribedSetting {
  switch (setting.kind) {
    case 'default-action':
      return {
        title: 'Calls that no rule names',
        before: answerWords(setting.before, abi),
        after: answerWords(setting.after, abi),
      };
    case 'architectures':
    case 'flags': {
      const listed = (names: readonly string[]): string =>
        names.length === 0 ? 'no other' : `also ${some(names.map(quote), 10)}`;
      const title = setting.kind === 'flags' ? 'Flags' : 'Architectures';
      return { title, before: listed(setting.removed), after: listed(setting.added) };
    }
    case 'listener':
    case 'listener-metadata': {
      const [name, none] =
        setting.kind === 'listener'
          ? ['Who answers SCMP_ACT_NOTIFY', 'nobody']
          : ['What the listener is told (listenerMetadata)', 'nothing'];
      const title = setting.idle === true ? `${name}, which neither profile uses` : name;
      return { title, before: quote(setting.before ?? none), after: quote(setting.after ?? none) };
    }
    case 'base-profile':
      return {
        title: 'The base profile, whose rules are not compared',
        before: quote(setting.before ?? 'none'),
        after: quote(setting.after ?? 'none'),
      };
    case 'dialect':
      return {
        title: 'The dialect, which containerd, runc and crun do not know (--for says who reads it)',
        before: 'plain',
        after: setting.after === 'docker' ? "Docker's" : "Podman's",
      };
    case 'loading': {
      const starts = (failure: (typeof setting)['after']): string =>
        failure === undefined
          ? 'works'
          : `${isUndecided(failure) ? 'not known' : 'fails'}: ${quote(failureWords(failure))}`;
      const under = setting.runtimes === undefined ? '' : ` under ${rangesWords(setting.runtimes)}`;
      return { title: `Starting a container${under}`, before: starts(setting.before), after: starts(setting.after) };
    }
  }
}
