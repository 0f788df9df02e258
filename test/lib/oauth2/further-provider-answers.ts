import type { ProviderAnswers } from "./provider-answers.ts";

const email = "ann@example.com";
const avatarURL = "https://example.com/ann.png";
const ann = { id: "1", name: "Ann Lee", username: "ann", email: "", avatarURL };
const withEmail = { ...ann, email };

/** The standard claims of OpenID Connect. */
const claims = {
  sub: "1",
  name: "Ann Lee",
  preferred_username: "ann",
  email,
  email_verified: true,
  picture: avatarURL,
};
const openId: ProviderAnswers = { user: claims, profile: withEmail, unverified: { email_verified: false } };

/** Of the providers that PocketBase does not have. */
export const furtherProviderAnswers: Readonly<Record<string, ProviderAnswers>> = {
  "42": {
    user: { id: 1, displayname: "Ann Lee", login: "ann", email, image: { link: avatarURL } },
    profile: ann,
  },
  anilist: {
    user: { data: { Viewer: { id: 1, name: "ann", avatar: { large: avatarURL } } } },
    profile: { ...ann, name: "" },
  },
  atlassian: {
    user: { account_id: "1", name: "Ann Lee", nickname: "ann", email, email_verified: true, picture: avatarURL },
    profile: withEmail,
    unverified: { email_verified: null },
  },
  autodesk: openId,
  battlenet: {
    user: { sub: "1", id: 1, battletag: "ann#1" },
    profile: { ...ann, name: "", username: "ann#1", avatarURL: "" },
  },
  bungie: {
    user: {
      Response: { membershipId: "1", displayName: "Ann Lee", uniqueName: "ann", profilePicturePath: "/ann.png" },
    },
    profile: { ...ann, avatarURL: "https://www.bungie.net/ann.png" },
    headers: { "x-api-key": "" },
  },
  coinbase: {
    user: { data: { id: "1", name: "Ann Lee", username: "ann", email, avatar_url: avatarURL } },
    profile: ann,
  },
  donationalerts: {
    user: { data: { id: 1, name: "Ann Lee", code: "ann", email, avatar: avatarURL } },
    profile: ann,
  },
  dribbble: { user: { id: 1, name: "Ann Lee", login: "ann", avatar_url: avatarURL }, profile: ann },
  dropbox: {
    user: {
      account_id: "1",
      name: { display_name: "Ann Lee" },
      email,
      email_verified: true,
      disabled: false,
      profile_photo_url: avatarURL,
    },
    profile: { ...withEmail, username: "" },
    closed: { disabled: true },
    unverified: { email_verified: false },
  },
  epicgames: { user: { sub: "1", preferred_username: "ann" }, profile: { ...ann, name: "", avatarURL: "" } },
  etsy: {
    user: { user_id: 1, shop_id: 2 },
    profile: { ...ann, name: "", username: "", avatarURL: "" },
    headers: { "x-api-key": "client" },
    form: { client_id: "client" },
  },
  figma: {
    user: { id: "1", handle: "Ann Lee", email, img_url: avatarURL },
    profile: { ...ann, username: "" },
  },
  intuit: {
    user: { sub: "1", givenName: "Ann", familyName: "Lee", email, emailVerified: true },
    profile: { ...withEmail, username: "", avatarURL: "" },
    unverified: { emailVerified: false },
  },
  kick: {
    user: { data: [{ user_id: 1, name: "ann", email, profile_picture: avatarURL }] },
    profile: { ...ann, name: "" },
  },
  lichess: {
    user: { id: "ann", username: "Ann" },
    profile: { ...ann, id: "ann", name: "", username: "Ann", avatarURL: "" },
    form: { client_id: "client" },
  },
  line: { user: { sub: "1", name: "Ann Lee", picture: avatarURL }, profile: { ...ann, username: "" } },
  linkedin: openId,
  mastodon: {
    user: { id: "1", display_name: "Ann Lee", username: "ann", avatar: avatarURL },
    profile: ann,
  },
  mercadolibre: {
    user: { id: 1, first_name: "Ann", last_name: "Lee", nickname: "ann", email },
    profile: { ...ann, avatarURL: "" },
  },
  mercadopago: {
    user: { id: 1, first_name: "Ann", last_name: "Lee", nickname: "ann", email },
    profile: { ...ann, avatarURL: "" },
  },
  myanimelist: { user: { id: 1, name: "ann", picture: avatarURL }, profile: { ...ann, name: "" } },
  naver: {
    user: { response: { id: "1", name: "Ann Lee", nickname: "ann", email, profile_image: avatarURL } },
    profile: ann,
  },
  osu: { user: { id: 1, username: "ann", avatar_url: avatarURL }, profile: { ...ann, name: "" } },
  polar: openId,
  reddit: {
    user: { id: "1", name: "ann", icon_img: `${avatarURL}?a=1&amp;b=2` },
    profile: { ...ann, name: "", avatarURL: `${avatarURL}?a=1&b=2` },
  },
  roblox: {
    user: { sub: "1", name: "Ann Lee", preferred_username: "ann", picture: avatarURL },
    profile: ann,
  },
  salesforce: { ...openId, user: { ...claims, sub: "https://login.salesforce.com/id/0/1", user_id: "1" } },
  shikimori: { user: { id: 1, nickname: "ann", avatar: avatarURL }, profile: { ...ann, name: "" } },
  slack: { ...openId, user: { ok: true, ...claims } },
  startgg: {
    user: {
      data: { currentUser: { id: 1, name: "Ann Lee", player: { gamerTag: "ann" }, images: [{ url: avatarURL }] } },
    },
    profile: ann,
    form: { scope: "user.identity", code_verifier: null },
  },
  tiktok: {
    user: { data: { user: { open_id: "1", display_name: "Ann Lee", avatar_url: avatarURL } } },
    profile: { ...ann, username: "" },
    form: { client_key: "client" },
  },
  tiltify: {
    user: { data: { id: "1", username: "ann", email, avatar: { src: avatarURL } } },
    profile: { ...ann, name: "" },
  },
  tumblr: {
    user: {
      response: {
        user: {
          name: "ann",
          blogs: [
            { uuid: "2", title: "Other", primary: false },
            { uuid: "1", title: "Ann Lee", primary: true },
          ],
        },
      },
    },
    profile: { ...ann, avatarURL: "" },
  },
  workos: {
    user: { id: "1", first_name: "Ann", last_name: "Lee", email },
    profile: { ...ann, username: "", avatarURL: "" },
  },
  yahoo: openId,
  zoom: {
    user: { id: "1", display_name: "Ann Lee", email, verified: 1, pic_url: avatarURL },
    profile: { ...withEmail, username: "" },
    unverified: { verified: 0 },
  },
};
