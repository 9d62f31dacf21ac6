declare const process: { env: Record<string, string> };

export const authorized = async <T>(url: string, options: RequestInit): Promise<T> => {
  const headers = { ...options.headers, Authorization: `Bearer ${process.env.ACCESS_TOKEN}` };
  const response = await fetch(process.env.BASE_URL + url, { ...options, headers });
  return { status: response.status, data: await response.json(), headers: response.headers } as T;
};
