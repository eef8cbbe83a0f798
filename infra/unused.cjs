// Stands where Bolt would load a server or a socket that a Lambda function never opens.
const nothing = () => {
  throw new Error('this part of Bolt is not in the bundle');
};
class Nothing {
  constructor() {
    nothing();
  }
}
module.exports = Object.assign(nothing, { SocketModeClient: Nothing, InstallProvider: Nothing, LogLevel: {}, default: nothing });
