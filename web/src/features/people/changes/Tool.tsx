import { Button } from '@mantine/core';
import type { IconProps } from '@tabler/icons-react';
import type { ComponentType } from 'react';

interface ToolProps {
  icon: ComponentType<IconProps>;
  label: string;
  off: boolean;
  run: () => void;
}

// A button of the bar.
export function Tool({ icon: Icon, label, off, run }: ToolProps) {
  return (
    <Button disabled={off} size="compact-sm" variant="default" leftSection={<Icon size={15} />} onClick={run}>
      {label}
    </Button>
  );
}
