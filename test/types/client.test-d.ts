// Checked by the type checker, never run: the types that clients get in one file are those of the source.
import * as source from "../../src/client/client.ts";
import type { Channel, ChannelOptions, Member } from "../../src/client/channel.ts";
import type { TopicOptions } from "../../src/client/topic.ts";
import type * as given from "../../src/client/public.d.ts";

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

export const same: [
  Same<source.AuthInfo, given.AuthInfo>,
  Same<Member, given.Member>,
  Same<source.ClientOptions, given.ClientOptions>,
  Same<source.RecordEvent<string>, given.RecordEvent<string>>,
  Same<TopicOptions, given.TopicOptions>,
  Same<source.SubscribeOptions<string>, given.SubscribeOptions<string>>,
  Same<ChannelOptions, given.ChannelOptions>,
  Same<keyof source.BaoboxClient, keyof given.BaoboxClient>,
  Same<source.RealtimeError["status"], given.RealtimeError["status"]>,
] = [true, true, true, true, true, true, true, true, true];

// What the source has can be used as what is promised.
export const constructors: {
  readonly BaoboxClient: typeof given.BaoboxClient;
  readonly RealtimeError: new (status: number, message: string) => given.RealtimeError;
} = source;
export const channelOf = (channel: Channel): given.Channel => channel;
