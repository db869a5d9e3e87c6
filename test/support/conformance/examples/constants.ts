export const SITE = 'https://community.example';
export const TIME = '1764000000';
