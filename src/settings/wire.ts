import { z } from 'zod';

const labels = z.record(z.string(), z.string());
const subCategory = z.object({
  id: z.string(),
  category_id: z.string(),
  lang_key: z.string(),
  type: z.string(),
  lang: z.string(),
});
const reactionType = z.object({
  id: z.string(),
  name: z.enum(['Like', 'Love', 'HaHa', 'Wow', 'Sad', 'Angry']),
  wowonder_icon: z.string(),
  sunshine_icon: z.string(),
  wowonder_small_icon: z.string(),
  is_html: z.string(),
  status: z.string(),
});
const postColor = z.object({
  id: z.number(),
  color_1: z.string(),
  color_2: z.string(),
  text_color: z.string(),
  image: z.string(),
  time: z.string(),
});

/** The typed members of config, contract §1.18. Maps are `{}` when empty, never `[]`. */
export const SiteConfigExtras = z
  .object({
    page_categories: labels,
    group_categories: labels,
    blog_categories: labels,
    products_categories: labels,
    job_categories: labels,
    genders: labels,
    family: labels,
    movie_category: labels,
    page_sub_categories: z.record(z.string(), z.array(subCategory)),
    group_sub_categories: z.record(z.string(), z.array(subCategory)),
    products_sub_categories: z.record(z.string(), z.array(subCategory)),
    currency_array: z.array(z.string()),
    currency_symbol_array: labels,
    fields: z.array(z.never()),
    page_custom_fields: z.array(z.never()),
    group_custom_fields: z.array(z.never()),
    product_custom_fields: z.array(z.never()),
    post_colors: z.record(z.string(), postColor),
    post_reactions_types: z.record(z.string(), reactionType),
    pro_packages: z.record(z.string(), z.never()),
  })
  .meta({ id: 'SiteConfigExtras' });

/** config, contract §1.18: a flat map of strings, and the typed extras. */
export const SiteConfig = SiteConfigExtras.catchall(z.string());
