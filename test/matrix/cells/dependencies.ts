/** What `nest new` of each version installs, without what builds and tests it. */
export const nest12 = {
  '@nestjs/common': '^12.0.0',
  '@nestjs/core': '^12.0.0',
  '@nestjs/platform-express': '^12.0.0',
  '@nestjs/schedule': '^12.0.0',
  'reflect-metadata': '^0.2.0',
  rxjs: '^7.8.0',
};

export const nest11 = {
  '@nestjs/common': '^11.0.0',
  '@nestjs/core': '^11.0.0',
  '@nestjs/platform-express': '^11.0.0',
  '@nestjs/schedule': '^6.0.0',
  'reflect-metadata': '^0.2.0',
  rxjs: '^7.8.0',
};

export const types = { '@types/node': '^20.19.0' };
