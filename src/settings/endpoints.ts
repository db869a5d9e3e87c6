import { z } from 'zod';
import { defineEndpoint } from '../http/endpoint.ts';
import { form } from '../http/form.ts';
import { presentSiteConfig } from './present.ts';
import { SiteConfig } from './wire.ts';

export const getSiteSettings = defineEndpoint({
  name: 'get-site-settings',
  summary: 'What the site is called, offers and allows; the first call of every app',
  access: 'site',
  limit: 'read',
  input: form({}),
  answer: z.object({ config: SiteConfig }),
  errors: {},
  async handle({ ctx }) {
    return { config: presentSiteConfig(ctx.settings, ctx.config.baseUrl) };
  },
});

export const settingsEndpoints = [getSiteSettings];
