import { describe, expect, it } from 'vitest';
import { mountPoints, viewWords } from '../../src/enforce/root-view.ts';

const mountinfo = `22 27 0:21 / /proc rw - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 27 0:40 / /home/a\\040b rw shared:1 - xfs /dev/vdb rw
29 27 0:40 / /home rw - nfs server:/home rw
31 27 0:41 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw
32 27 254:0 /hosts /etc/hosts rw - ext4 /dev/vda rw
33 27 0:26 / /run/user/0 rw - tmpfs tmpfs rw
34 27 0:27 / /media rw - autofs x rw
`;

describe('mountPoints', () => {
  it('are those of the view, parents first, unescaped', () => {
    expect(mountPoints(mountinfo)).toEqual(['/etc/hosts', '/home', '/home/a b']);
  });
});

describe('viewWords', () => {
  it('hand paths on as words of their own', () => {
    const part = { source: "/a 'b", at: '', kind: 'folder', mode: '755', owner: '0:0' } as const;
    expect(viewWords('/f', [part]).slice(-7)).toEqual(['/f', "/a 'b", '', '755', '0:0', 'folder', '--']);
  });
});
