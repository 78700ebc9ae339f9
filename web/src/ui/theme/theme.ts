// Mantine wears our tokens: one accent, neutral greys, 14 px base, lines rather than shadows.
import { createTheme, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#eef1fd',
  '#dde2fa',
  '#bcc6f5',
  '#98a8f0',
  '#7a8eeb',
  '#667de8',
  '#5a71e0',
  '#3f56c8',
  '#3449b0',
  '#283a94',
];
const dark: MantineColorsTuple = [
  '#e7e8ec',
  '#c6c8d0',
  '#a1a3b0',
  '#858794',
  '#3a3c44',
  '#2a2b31',
  '#1f2024',
  '#17181b',
  '#131416',
  '#0e0f11',
];

export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: 7,
  colors: { brand, dark },
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '6px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '15px' }, h3: { fontSize: '14px' } },
  },
  components: {
    Button: { defaultProps: { size: 'sm', fw: 500 } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, transitionProps: { duration: 100 } } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 }, withinPortal: true } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } },
    Drawer: {
      defaultProps: { transitionProps: { duration: 140 }, overlayProps: { backgroundOpacity: 0.25 } },
    },
    Modal: {
      defaultProps: {
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 0.35 },
        radius: 'lg',
      },
    },
  },
});
