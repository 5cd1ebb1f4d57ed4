import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { StockResolver } from './stock.resolver.js';

const { LEASE_API, POD_NAME } = process.env;

@Module({
  imports: [
    LeaderElectionModule.forRoot({
      leaseName: 'graphql',
      identity: POD_NAME,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
    GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true }),
  ],
  providers: [StockResolver],
})
export class AppModule {}
