import type { Sink } from './sink.ts';

/** A sink that hands on what it is told to another, save for what is handled `instead`. */
export function sinkInto(sink: Sink, instead: Partial<Sink>): Sink {
  return {
    subject: (subject) => sink.subject(subject),
    call: (...told) => sink.call(...told),
    inside: (...told) => sink.inside(...told),
    refused: (...told) => sink.refused(...told),
    capability: (...told) => sink.capability(...told),
    origin: (...told) => sink.origin(...told),
    run: (...told) => sink.run(...told),
    records: (...told) => sink.records(...told),
    problem: (problem) => sink.problem(problem),
    ...instead,
  };
}
