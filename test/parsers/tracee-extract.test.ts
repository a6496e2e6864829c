import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../../src/parsers/tracee-extract.ts';
import { traceeEvent } from './tracee-stream.ts';

function ofJson(text: string, withProcess = false) {
  return eventOf(JSON.parse(text) as object, withProcess);
}

describe('the flat layout', () => {
  it('is read as v0.1 wrote it', () => {
    const line =
      '{"timestamp":5323.3,"processName":"sh","eventId":"257","eventName":"openat","argsNum":1,"returnValue":-2,"args":[{"name":"dirfd","value":-100}]}';
    expect(ofJson(line)).toEqual(traceeEvent({ name: 'openat', id: 257, errno: 2 }));
    expect(ofJson(line, true)?.process).toBe('sh');
  });

  it('is read with the container at the top, as up to v0.12', () => {
    const line =
      '{"containerId":"abc","containerImage":"nginx","containerName":"web","podName":"web-0","podNamespace":"prod","eventId":"722","eventName":"security_file_open","returnValue":0,"syscall":"openat","contextFlags":{"containerStarted":true,"isCompat":true},"args":null}';
    expect(ofJson(line)).toEqual(
      traceeEvent({
        name: 'security_file_open',
        id: 722,
        errno: 0,
        syscall: 'openat',
        compat: true,
        started: true,
        containerId: 'abc',
        image: 'nginx',
        containerName: 'web',
        podName: 'web-0',
        podNamespace: 'prod',
      }),
    );
  });

  it('is read with objects for container and pod, as from v0.13 on', () => {
    const line =
      '{"containerId":"abc","container":{"id":"abc","name":"web","image":"nginx","imageDigest":"sha256:1"},"kubernetes":{"podName":"web-0","podNamespace":"prod","podUID":"7"},"eventId":"700","eventName":"sys_enter","returnValue":0,"args":[{"name":"syscall","type":"int32","value":257}]}';
    expect(ofJson(line)).toMatchObject({
      containerId: 'abc',
      containerName: 'web',
      image: 'nginx',
      imageDigest: 'sha256:1',
      podName: 'web-0',
      podNamespace: 'prod',
      syscallArgument: 257,
    });
  });

  it.each([
    ['{"eventName":"x","containerId":"","container":{}}', ''],
    ['{"eventName":"x","container":{"id":"new"}}', 'new'],
    ['{"eventName":"x","containerId":"old","container":{}}', 'old'],
    ['{"eventName":"x","containerId":"old","container":{"id":"new"}}', 'new'],
    ['{"eventName":"x","containerId":5,"container":[]}', ''],
  ])('finds the container of %s', (line, id) => {
    expect(ofJson(line)?.containerId).toBe(id);
  });

  it.each([
    ['{"name":"cap","value":25}', 25],
    ['{"name":"cap","value":"CAP_SYS_TIME"}', 'CAP_SYS_TIME'],
    ['{"name":"cap","value":"25"}', 25],
    ['{"name":"cap","value":null}', undefined],
    ['{"name":"cap","value":2.5}', undefined],
    ['{"name":"cap","value":{"value":25}}', undefined],
    ['{"name":"other","value":1},{"name":"cap","value":3},{"name":"cap","value":4}', 3],
    ['null,5,"cap",{"name":"cap","value":3}', 3],
    ['', undefined],
  ])('reads the argument %s', (args, value) => {
    expect(ofJson(`{"eventName":"cap_capable","args":[${args}]}`)?.capArgument).toBe(value);
  });
});

describe('the v1beta1 layout', () => {
  it('is read as Tracee writes it', () => {
    const line =
      '{"timestamp":"2026-07-25T17:20:00.12Z","id":258,"name":"openat","policies":{"matched":[]},"workload":{"process":{"pid":7,"thread":{"name":"nginx","tid":7,"syscall":"openat","compat":true}},"container":{"id":"abc","name":"web","image":{"id":"sha256:1","name":"nginx"},"started":false},"k8s":{"pod":{"name":"web-0","uid":"7"},"namespace":{"name":"prod"}}},"data":[{"name":"dirfd","int32":-100},{"name":"returnValue","int64":"-2"}]}';
    const event = traceeEvent({
      layout: 'v1beta1',
      name: 'openat',
      id: 258,
      errno: 2,
      syscall: 'openat',
      compat: true,
      started: false,
      containerId: 'abc',
      containerName: 'web',
      image: 'nginx',
      imageDigest: 'sha256:1',
      podName: 'web-0',
      podNamespace: 'prod',
    });
    expect(ofJson(line)).toEqual(event);
    expect(ofJson(line, true)).toEqual({ ...event, process: 'nginx' });
  });

  it.each([
    ['"data":[{"name":"returnValue","int64":"-13"}]', 13],
    ['"data":[{"name":"returnValue","value":-13}]', 13],
    ['"returnValue":-13', 13],
    ['"data":[{"name":"returnValue","int64":"140000000000000000"}]', 0],
    ['"data":[{"name":"returnValue","int64":"-4096"}]', 0],
    ['"data":[{"name":"returnValue"}]', undefined],
    ['"data":{"returnValue":-13}', undefined],
  ])('finds the errno of %s', (data, errno) => {
    expect(ofJson(`{"name":"openat","workload":{},${data}}`)?.errno).toBe(errno);
  });

  it.each([
    ['{"name":"syscall","int32":449}', 449],
    ['{"name":"syscall","str":"openat"}', 'openat'],
    ['{"name":"syscall","str":"460"}', 460],
    ['{"name":"syscall","value":257}', 257],
    ['{"name":"syscall","u_int64":"12"}', 12],
  ])('reads the argument %s', (data, value) => {
    expect(ofJson(`{"name":"sys_enter","id":1012,"workload":{},"data":[${data}]}`)?.syscallArgument).toBe(value);
  });

  it('takes the shapes of its own documentation', () => {
    const line =
      '{"id":"sched_process_exec","name":"sched_process_exec","workload":{"process":{"thread":{"name":"bash","syscall":"execve"},"pid":{"value":12345}},"pod":{"name":"web-0"}}}';
    expect(ofJson(line)).toEqual(
      traceeEvent({
        layout: 'v1beta1',
        name: 'sched_process_exec',
        syscall: 'execve',
        podName: 'web-0',
      }),
    );
    expect(ofJson('{"id":"258","name":"openat","workload":{}}')?.id).toBe(258);
  });
});

describe('what is no event', () => {
  it.each([
    '{}',
    '[]',
    '{"level":"warn","ts":1705501340.4,"msg":"Lost 5 events"}',
    '{"eventName":""}',
    '{"eventName":7,"eventId":"257"}',
    '{"name":"Anne","id":7}',
    '{"name":"openat"}',
    '{"name":"openat","id":257}',
    '{"__proto__":{"eventName":"openat"}}',
    '{"constructor":{"name":"openat"},"workload":{}}',
  ])('is %s', (line) => {
    expect(ofJson(line)).toBeUndefined();
  });

  it('is not one whose name and id fit together', () => {
    expect(ofJson('{"id":60,"name":"execve"}')).toMatchObject({ layout: 'v1beta1', name: 'execve', id: 60 });
  });

  it('never throws, and never reads what an object inherits', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const value: unknown = JSON.parse(
          `{"eventName":"read","args":${json},"container":${json},"returnValue":${json}}`,
        );
        const event = eventOf(value as object, true);
        expect(event?.name).toBe('read');
        expect(event?.id).toBeUndefined();
      }),
    );
    const inherited: unknown = JSON.parse('{"eventName":"read","container":{"__proto__":{"id":"abc"}}}');
    expect(eventOf(inherited as object, false)?.containerId).toBe('');
  });
});
