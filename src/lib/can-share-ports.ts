/** Whether several listeners can have one port. Elsewhere systems ignore what asks for it. */
export const CAN_SHARE_PORTS = process.platform === "linux";
